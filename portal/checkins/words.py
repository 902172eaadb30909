"""What a check-in asks, and the answers in words, the best first. What drives and drains has the
list of `aspirations.drivers`.

A code keeps its meaning for ever, since answers and published counts refer to it. To change a list,
add codes and raise VERSION.
"""

VERSION = 1
MOST_WORDS = 280

ASK_ENERGY = "How is your energy at work these days?"
ENERGY: dict[str, str] = {
    "plenty": "I have plenty",
    "good": "Good on most days",
    "varies": "It comes and goes",
    "low": "Low on most days",
    "empty": "I am running on empty",
}

ASK_CONFIDENCE = "How confident are you in your prospects here?"
CONFIDENCE: dict[str, str] = {
    "very": "Very confident",
    "fairly": "Fairly confident",
    "unsure": "Not sure",
    "little": "Not very confident",
    "not": "Not confident at all",
}
