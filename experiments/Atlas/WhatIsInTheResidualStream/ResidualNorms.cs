namespace Atlas.WhatIsInTheResidualStream;

/// <summary>How large is the residual stream after each block, and does one token carry it? The published norm was of the whole sequence.</summary>
[Experiment(Published = "residual_norms", AsPublished = "the Frobenius norm")]
[Prompts(Suite.TaskFamilies, PerFamily = 1)]
[Observe(Quantity.ResidualNorms)]
[Observe(Quantity.MassiveActivations, Threshold = 10)]
public partial class ResidualNorms;
