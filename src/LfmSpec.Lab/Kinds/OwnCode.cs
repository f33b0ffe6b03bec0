namespace LfmSpec.Lab.Kinds;

/// <summary>Runs code of a kind, which may be a user's own: what it throws is told with the kind's name.</summary>
internal static class OwnCode
{
    /// <summary>Runs it.</summary>
    /// <param name="kind">The kind whose code it is.</param>
    /// <param name="code">The code.</param>
    /// <returns>What it gives.</returns>
    /// <exception cref="LabException">It throws, and the error is inside; or it gives null.</exception>
    internal static T Run<T>(object kind, Func<T> code)
    {
        try
        {
            return code() ?? throw new LabException($"{KindText.NameOf(kind.GetType())} gave null. Let it give what it is asked for.");
        }
        catch (Exception error) when (error is not (LabException or OperationCanceledException) && kind.GetType().Assembly != typeof(OwnCode).Assembly)
        {
            var line = error.StackTrace?.Split('\n').FirstOrDefault(frame => frame.Contains(kind.GetType().Name, StringComparison.Ordinal))?.Trim();
            throw new LabException($"{KindText.NameOf(kind.GetType())} ended in a {error.GetType().Name}: {error.Message}{(line is null ? "" : $" ({line})")}", error);
        }
    }
}
