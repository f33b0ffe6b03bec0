namespace Atlas.WhatIsInTheResidualStream;

/// <summary>From which block on would the head already give the final answer, and what does each block raise and lower?</summary>
[Experiment(Published = "logit_lens", AsPublished = "the published names of the rows, and L14 normed twice")]
[Prompts("The capital of France is", "2 + 2 =", "{\"key\": \"value\", \"num\":")]
[Observe(Quantity.LogitLens)]
[Observe(Quantity.VocabularyContribution)]
public partial class LogitLens;
