variable "cidr_block" {
  type        = string
  description = "`cidr_block` of `aws_vpc.network_vpc`"
}

variable "environment" {
  type        = string
  description = "The environment"
}

variable "image" {
  type        = string
  description = "The image that servers start from"
}

variable "instance_type" {
  type        = string
  description = "The size of servers"
}

variable "network_subnets" {
  type        = map(object({ availability_zone = string, cidr_block = string }))
  description = "The instances of `aws_subnet.network_subnet`"
}

variable "retention_in_days" {
  type        = number
  description = "How many days logs are kept"
}
