namespace Atlas.WhatIsInTheResidualStream;

/// <summary>Do words of one kind lie together in the embedding?</summary>
[Experiment(Published = "embedding_structure")]
[Prompts("The capital of France is")]
[Observe(Quantity.EmbeddingStructure, Categories =
[
    "numbers: 0 1 2 3 4 5 6 7 8 9 10 11 12",
    "capitals: Paris Rome Madrid Oslo Tokyo Berlin",
    "countries: France Italy Spain Norway Japan Germany",
    "code: def return print for in if else True False",
    "brackets: ( ) [ ] { }",
    "common: the of and is a what",
])]
public partial class EmbeddingStructure;
