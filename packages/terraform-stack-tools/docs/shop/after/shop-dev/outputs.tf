output "orders-queue" {
  description = "url of aws_sqs_queue.orders_placed"
  value       = aws_sqs_queue.orders_placed.url
}

output "vpc_id" {
  description = "id of aws_vpc.network_vpc"
  value       = aws_vpc.network_vpc.id
}
