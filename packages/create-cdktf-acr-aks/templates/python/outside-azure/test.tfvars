registry_password = "not-a-real-one"
