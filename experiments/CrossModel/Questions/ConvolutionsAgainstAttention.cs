namespace CrossModel;

/// <summary>Does more depend on the blocks with a convolution or on those with attention, where a model has both?</summary>
[Experiment, OnModels("lfm2-atlas-tiny"), TwoOfEachFamily]
[Ablate(Target = Operator)]
[Ablate(Target = Mlp)]
[Measure(Kl)]
[Summarize(Summary.ConvAgainstAttention)]
public partial class ConvolutionsAgainstAttention;
