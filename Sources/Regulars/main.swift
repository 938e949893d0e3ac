import Hummingbird
print("Regulars")
