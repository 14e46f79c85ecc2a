"""Online geocoders, asked only when configured; every answer is checked before it may place anything."""
