namespace Atlas.WhatIsInTheResidualStream;

/// <summary>How large is the residual stream at each position?</summary>
[Experiment(Published = "residual_norms")]
[Prompts("The capital of France is", "7 + 5 =")]
[Observe(Quantity.ResidualNormsByPosition)]
public partial class ResidualNormsByPosition;
