output "orders-queue" {
  description = "Where messages are sent to"
  value       = module.shop.orders-queue
}

output "vpc_id" {
  description = "The id of the network"
  value       = module.shop.vpc_id
}
