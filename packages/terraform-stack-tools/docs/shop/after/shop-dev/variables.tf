variable "image" {
  type        = string
  description = "The image that servers start from"
}

variable "tags" {
  type        = map(string)
  description = "Tags of everything that takes them"
  default = {
    app         = "shop"
    environment = "dev"
  }
}
