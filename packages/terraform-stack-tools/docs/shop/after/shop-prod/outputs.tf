output "orders-queue" {
  value = aws_sqs_queue.orders_placed.url
}

output "vpc_id" {
  value = aws_vpc.network_vpc.id
}
