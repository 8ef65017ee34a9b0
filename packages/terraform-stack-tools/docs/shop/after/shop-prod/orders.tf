resource "aws_cloudwatch_log_group" "orders_log" {
  name              = "/shop/prod/worker"
  retention_in_days = 90
  tags = {
    app         = "shop"
    environment = "prod"
  }
}

resource "aws_iam_role" "orders_worker_role" {
  name = "shop-prod-worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  tags = {
    app         = "shop"
    environment = "prod"
  }
}

resource "aws_iam_instance_profile" "orders_worker_profile" {
  name = "shop-prod-worker"
  role = aws_iam_role.orders_worker_role.name
}

resource "aws_sqs_queue" "orders_invoices" {
  name              = "shop-prod-invoices"
  kms_master_key_id = "alias/aws/sqs"
  tags = {
    app         = "shop"
    environment = "prod"
  }
  visibility_timeout_seconds = 300
}

resource "aws_sqs_queue" "orders_placed" {
  name              = "shop-prod-placed"
  kms_master_key_id = "alias/aws/sqs"
  tags = {
    app         = "shop"
    environment = "prod"
  }
  visibility_timeout_seconds = 30
}

resource "aws_iam_role_policy" "orders_worker_policy" {
  name = "queues"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage"]
        Resource = aws_sqs_queue.orders_placed.arn
      },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.orders_invoices.arn },
    ]
  })
  role = aws_iam_role.orders_worker_role.name
}

resource "aws_instance" "orders_worker" {
  ami                  = var.image
  iam_instance_profile = aws_iam_instance_profile.orders_worker_profile.name
  instance_type        = "m7g.large"
  subnet_id            = aws_subnet.network_subnet["a"].id
  tags = {
    app         = "shop"
    environment = "prod"
  }

  metadata_options {
    http_tokens = "required"
  }
}
