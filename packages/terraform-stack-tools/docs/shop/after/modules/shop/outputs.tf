output "orders-queue" {
  description = "Where messages are sent to"
  value       = aws_sqs_queue.orders_placed.url
}

output "vpc_id" {
  description = "The id of the network"
  value       = aws_vpc.network_vpc.id
}
