locals {
  tags = {
    app         = "shop"
    environment = var.environment
  }
}
