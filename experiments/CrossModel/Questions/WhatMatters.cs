namespace CrossModel;

/// <summary>Which block, which half of it and which head does a model's output depend on?</summary>
[Experiment, OnModels, TwoOfEachFamily]
[Ablate(Target = Block, With = Input)]
[Ablate(Target = Operator)]
[Ablate(Target = Mlp)]
[Ablate(Target = Head)]
[Measure(Kl), Measure(Kl, Over = Reduction.Sum)]
[Summarize(Summary.Hub)]
public partial class WhatMatters;
