terraform {
  backend "s3" {
    bucket  = "contoso-terraform-states"
    encrypt = true
    key     = "shop-dev.tfstate"
    region  = "eu-central-1"
  }
}
