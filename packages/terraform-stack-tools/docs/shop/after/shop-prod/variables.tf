variable "image" {
  type = string
}

variable "tags" {
  type = map(string)
  default = {
    app         = "shop"
    environment = "prod"
  }
}
