resource "aws_vpc" "network_vpc" {
  cidr_block           = "10.2.0.0/16"
  enable_dns_hostnames = true
  tags = {
    app         = "shop"
    environment = "prod"
  }
}

resource "aws_subnet" "network_subnet" {
  for_each = {
    a = {
      availability_zone = "eu-west-1a"
      cidr_block        = "10.2.0.0/24"
    }
    b = {
      availability_zone = "eu-west-1b"
      cidr_block        = "10.2.1.0/24"
    }
    c = {
      availability_zone = "eu-west-1c"
      cidr_block        = "10.2.2.0/24"
    }
  }

  availability_zone = each.value.availability_zone
  cidr_block        = each.value.cidr_block
  tags = {
    app         = "shop"
    environment = "prod"
  }
  vpc_id = aws_vpc.network_vpc.id
}
