"""Voice role-play: scenarios made of the company's own calls, talks with the virtual client, their grades."""
