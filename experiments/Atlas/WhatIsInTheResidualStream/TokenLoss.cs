namespace Atlas.WhatIsInTheResidualStream;

/// <summary>Which tokens of a text does the model expect, and which surprise it?</summary>
[Experiment(Published = "token_loss")]
[Prompts("The capital of France is Paris", "x = 4\ny = x + 3\nprint(y)\n# prints 7", "A B C D A B C D")]
[Observe(Quantity.TokenLoss)]
public partial class TokenLoss;
