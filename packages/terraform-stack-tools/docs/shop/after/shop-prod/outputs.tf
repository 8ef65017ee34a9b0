output "orders-queue" {
  description = "url of aws_sqs_queue.orders_placed"
  value       = module.shop.orders-queue
}

output "vpc_id" {
  description = "id of aws_vpc.network_vpc"
  value       = module.shop.vpc_id
}
