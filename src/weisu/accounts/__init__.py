"""How people and machines prove who they are: sign-ins, second steps, keys, and the record of every try."""
