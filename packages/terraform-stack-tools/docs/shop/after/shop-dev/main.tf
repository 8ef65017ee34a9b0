module "shop" {
  source = "../modules/shop"

  cidr_block    = "10.1.0.0/16"
  environment   = "dev"
  image         = var.image
  instance_type = "t3.small"
  network_subnets = {
    a = {
      availability_zone = "eu-central-1a"
      cidr_block        = "10.1.0.0/24"
    }
    b = {
      availability_zone = "eu-central-1b"
      cidr_block        = "10.1.1.0/24"
    }
    c = {
      availability_zone = "eu-central-1c"
      cidr_block        = "10.1.2.0/24"
    }
  }
  retention_in_days = 7
}
