namespace Atlas.HowSensitiveIsIt;

/// <summary>How steep is the loss in each block's output, and in each parameter: the true gradient, by reverse-mode differentiation?</summary>
[Experiment(Published = "noise_sensitivity")]
[Prompts("The capital of France is")]
[Observe(Quantity.GradientSensitivity)]
[Observe(Quantity.ParameterGradients)]
public partial class GradientSensitivity;
