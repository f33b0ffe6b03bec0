namespace TorchSharp.Tests;

/// <summary>
/// Tensors that earlier tests forgot: their finalizers would lower the counts of a later test while it measures.
/// </summary>
internal static class ForgottenTensors
{
    /// <summary>Collects them, and what only they held. Call it before a count is taken that must be met again.</summary>
    public static void Collect()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
