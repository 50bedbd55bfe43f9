"""Problems to text: one module a format. A report knows no rules and reads nothing; what it prints goes through `ink`."""
