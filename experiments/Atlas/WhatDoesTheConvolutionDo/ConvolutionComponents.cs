namespace Atlas.WhatDoesTheConvolutionDo;

/// <summary>What do a convolution's gate, carrier and signal do? Zeroed, as published, they must agree: their product is zero whichever is. One, and the mean, tell them apart.</summary>
[Experiment(Published = "conv_components", AsPublished = "the components set to zero, KL summed over positions")]
[Prompts(Suite.TaskFamilies, PerFamily = 1)]
[Ablate(Layers = "conv", Target = Gate)]
[Ablate(Layers = "conv", Target = Carrier)]
[Ablate(Layers = "conv", Target = Signal)]
[Ablate(Layers = "conv", Target = Gate, With = One)]
[Ablate(Layers = "conv", Target = Carrier, With = One)]
[Ablate(Layers = "conv", Target = Signal, With = One)]
[Ablate(Layers = "conv", Target = Gate, With = Mean)]
[Ablate(Layers = "conv", Target = Carrier, With = Mean)]
[Ablate(Layers = "conv", Target = Signal, With = Mean)]
[Measure(Kl, Over = Reduction.Mean)]
[Measure(Kl, Over = Reduction.Sum)]
public partial class ConvolutionComponents;
