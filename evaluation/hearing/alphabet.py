"""What the miniature recogniser writes with. «ё» is written «е»."""

LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
MARKS = ",.?"
ALPHABET = " " + LETTERS + "-" + MARKS
