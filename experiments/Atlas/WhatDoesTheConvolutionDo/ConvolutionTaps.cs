namespace Atlas.WhatDoesTheConvolutionDo;

/// <summary>Which tokens does each convolution weigh: two before, one before, or this one? It is causal: there is no later one.</summary>
[Experiment(Published = "conv_kernels")]
[Prompts("The capital of France is", "7 + 5 =")]
[Observe(Quantity.ConvTaps)]
public partial class ConvolutionTaps;
