using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>
/// Every number is finite, or there is none: a run whose logits or divergences are not ends in an error that says where its first such value is.
/// </summary>
internal static class FiniteRun
{
    private const string OfWeights = "The weights are damaged, or too large for float32: use another checkpoint";

    /// <summary>The error of a run that is not finite. It is made again, with every site looked at.</summary>
    /// <param name="model">The model.</param>
    /// <param name="what">What was run.</param>
    /// <param name="run">The clean run of its prompt.</param>
    /// <param name="visitor">What changes it, or null.</param>
    /// <param name="remedy">What to do about a model that is not finite of itself.</param>
    /// <returns>The error, to be thrown.</returns>
    internal static LabException Error(CausalModel model, string what, CleanRun run, ISiteVisitor? visitor = null, string remedy = OfWeights) =>
        Error(model, what, run.Prompt, run.Ids, visitor, remedy);

    /// <summary>The same of a prompt without a clean run.</summary>
    internal static LabException Error(CausalModel model, string what, Prompt prompt, IReadOnlyList<int> ids, ISiteVisitor? visitor = null, string remedy = OfWeights)
    {
        using var scope = NewDisposeScope();
        var found = NotFinite.Find(model, TokenIds.AsTensor(ids), visitor);
        var place = found switch
        {
            null => "its logits are not finite, though they are when it is run alone",
            { MadeByVisitor: true } => $"the intervention itself makes {found}",
            _ => $"the model has {found}, its first value that is not finite",
        };
        var todo = visitor is null ? remedy : "What is put in is too large for float32: lower the scale, or replace it by something else";
        return new LabException($"{what}: on the prompt '{ShortText.Of(prompt.Text)}' {place}. {todo}.");
    }
}
