using System.Reflection;
using LfmSpec.Models;

namespace LfmSpec.Lab.Kinds;

/// <summary>What a kind says that it reads of a model.</summary>
internal static class KindComponents
{
    /// <summary>The components that a kind reads beside those that every block has.</summary>
    internal static IReadOnlyList<Component> Read(object kind) => kind.GetType().GetCustomAttribute<ReadsAttribute>()?.Components ?? [];

    /// <summary>Whether a component is one of the three factors of a short convolution.</summary>
    internal static bool IsOfConvolution(Component component) => component is Component.Gate or Component.Carrier or Component.Signal;

    /// <summary>Checks that some block has what a kind reads.</summary>
    /// <exception cref="LabException">None has.</exception>
    internal static void Check(object kind, string model, ModelShape shape)
    {
        foreach (var component in Read(kind))
        {
            if (Needed(component) is { } needed && !shape.Blocks.Contains(needed))
            {
                throw new LabException(
                    $"{model} has no {(needed == OperatorKind.Attention ? "attention block" : "block with a convolution")}. Leave {KindText.NameOf(kind.GetType())} out for this model.");
            }
        }
    }

    private static OperatorKind? Needed(Component component) =>
        IsOfConvolution(component) ? OperatorKind.Convolution
        : component is Component.Head or Component.OutputSlice ? OperatorKind.Attention
        : null;
}
