namespace Atlas.WhatIsInTheResidualStream;

/// <summary>How alike are the residual streams of two blocks, with an estimator that few rows do not bias and without the first token that dominates it?</summary>
[Experiment(Published = "cka", AsPublished = "the biased value over all positions")]
[Prompts("The capital of France is", "{\"name\": \"Leo\", \"age\": 64}", "def add(a, b):\n    return a + b", "1 + 1 = 2")]
[Observe(Quantity.Cka, Permutations = 100, Seed = 42)]
public partial class Cka;
