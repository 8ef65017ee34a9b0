module "shop" {
  source = "../modules/shop"

  cidr_block    = "10.2.0.0/16"
  environment   = "prod"
  image         = var.image
  instance_type = "m7g.large"
  network_subnets = {
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
  retention_in_days = 90
}
