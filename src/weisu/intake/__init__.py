"""How requests come in: from people, one by one, and from other systems' files, by the thousand."""
