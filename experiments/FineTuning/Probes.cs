namespace FineTuning;

/// <summary>The prompts on which a shift is measured: one set for all that is compared. None of them is in the training data or its distribution.</summary>
internal static class Probes
{
    internal const string Fact = "The capital of France is";
    internal const string Json = "{\"key\":";
    internal const string Code = "def hello():";
    internal const string Opposite = "The opposite of hot is";
    internal const string Copy = "A B C D A B C";
    internal const string Delimiters = "close: ( [ {";

    /// <summary>One of the published five, but arithmetic: it carries more than half of the published shift because it is what was trained.</summary>
    internal const string Sum = "2 + 2 =";
}
