namespace LfmSpec.Lab.Basics;

/// <summary>The version of everything that computes: a rebuild from the same source is the same version, any change is another.</summary>
internal static class EngineVersion
{
    /// <summary>The module version ids of the lab, the models and the tensors.</summary>
    internal static string Current { get; } = string.Join(' ', new[]
    {
        typeof(EngineVersion), typeof(LfmSpec.Models.CausalModel), typeof(ExperimentAttribute), typeof(TorchSharp.torch),
    }.Select(type => type.Module.ModuleVersionId.ToString("N")));
}
