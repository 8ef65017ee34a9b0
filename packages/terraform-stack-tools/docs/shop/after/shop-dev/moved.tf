moved {
  from = aws_cloudwatch_log_group.orders_Log_A4216597
  to   = aws_cloudwatch_log_group.orders_log
}

moved {
  from = aws_iam_instance_profile.orders_WorkerProfile_9EEA2436
  to   = aws_iam_instance_profile.orders_worker_profile
}

moved {
  from = aws_iam_role.orders_WorkerRole_C7779F76
  to   = aws_iam_role.orders_worker_role
}

moved {
  from = aws_iam_role_policy.orders_WorkerPolicy_09B8A5A4
  to   = aws_iam_role_policy.orders_worker_policy
}

moved {
  from = aws_instance.orders_Worker_1D4A2617
  to   = aws_instance.orders_worker
}

moved {
  from = aws_sqs_queue.orders_Invoices_D62C902E
  to   = aws_sqs_queue.orders_invoices
}

moved {
  from = aws_sqs_queue.orders_Placed_62B45F93
  to   = aws_sqs_queue.orders_placed
}

moved {
  from = aws_subnet.network_Subnet-a_B3E3A959
  to   = aws_subnet.network_subnet["a"]
}

moved {
  from = aws_subnet.network_Subnet-b_49F06B6C
  to   = aws_subnet.network_subnet["b"]
}

moved {
  from = aws_subnet.network_Subnet-c_D51C34EF
  to   = aws_subnet.network_subnet["c"]
}

moved {
  from = aws_vpc.network_Vpc_B333FC7A
  to   = aws_vpc.network_vpc
}
