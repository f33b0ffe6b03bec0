namespace Atlas.WhatIsInTheResidualStream;

/// <summary>Which tokens of a text does the model expect, and which surprise it?</summary>
[Experiment(Published = "token_loss")]
[Prompts(
    "The capital of France is Paris and it is known for the Eiffel Tower",
    "{\"users\": [{\"name\": \"Alice\", \"age\": 30}, {\"name\": \"Bob\", \"age\": 25}]}",
    "def quicksort(arr):\n    if len(arr) <= 1:\n        return arr\n    pivot = arr[0]",
    "1 1 2 3 5 8 13 21 34 55 89 144")]
[Observe(Quantity.TokenLoss)]
public partial class TokenLoss;
