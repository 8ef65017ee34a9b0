resource "aws_vpc" "network_vpc" {
  cidr_block           = var.cidr_block
  enable_dns_hostnames = true
  tags                 = local.tags
}

resource "aws_subnet" "network_subnet" {
  for_each = var.network_subnets

  availability_zone = each.value.availability_zone
  cidr_block        = each.value.cidr_block
  tags              = local.tags
  vpc_id            = aws_vpc.network_vpc.id
}
