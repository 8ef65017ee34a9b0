// What these tests show does not depend on whether there is a Terraform here.
process.env.TERRAFORM_BINARY_NAME = "no-terraform-in-unit-tests";
