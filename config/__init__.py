"""What technicians edit, and the schema it is checked against."""
