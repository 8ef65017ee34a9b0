# A module that calls modules that call modules.
module "c09" {
  source = "./modules/platform"
  prefix = "c09"
  roles  = { reader = "AcrPull", writer = "AcrPush" }
}
