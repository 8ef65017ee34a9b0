variable "image" {
  type        = string
  description = "The image that the server starts from"
}

variable "region" {
  type        = string
  description = "Where everything is"
  default     = "eu-central-1"
}
