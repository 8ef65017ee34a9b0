moved {
  from = aws_cloudwatch_log_group.orders_Log_0D5512C3
  to   = aws_cloudwatch_log_group.orders_log
}

moved {
  from = aws_iam_instance_profile.orders_WorkerProfile_7710FA2B
  to   = aws_iam_instance_profile.orders_worker_profile
}

moved {
  from = aws_iam_role.orders_WorkerRole_6C9D0B1E
  to   = aws_iam_role.orders_worker_role
}

moved {
  from = aws_iam_role_policy.orders_WorkerPolicy_2A8C55F0
  to   = aws_iam_role_policy.orders_worker_policy
}

moved {
  from = aws_instance.orders_Worker_E4B1908D
  to   = aws_instance.orders_worker
}

moved {
  from = aws_sqs_queue.orders_Invoices_9B3F7714
  to   = aws_sqs_queue.orders_invoices
}

moved {
  from = aws_sqs_queue.orders_Placed_51A0E2D9
  to   = aws_sqs_queue.orders_placed
}

moved {
  from = aws_subnet.network_Subnet-a_8E21B0C4
  to   = aws_subnet.network_subnet["a"]
}

moved {
  from = aws_subnet.network_Subnet-b_1F44D9A7
  to   = aws_subnet.network_subnet["b"]
}

moved {
  from = aws_subnet.network_Subnet-c_C07E6633
  to   = aws_subnet.network_subnet["c"]
}

moved {
  from = aws_vpc.network_Vpc_3D7C1A52
  to   = aws_vpc.network_vpc
}
