variable "image" {
  type        = string
  description = "The image that servers start from"
}

variable "region" {
  type        = string
  description = "Where everything is"
  default     = "eu-west-1"
}
