#pragma warning disable CA1050, CA1064 // Tools read "VerifyException : Directory: ..." from test logs, so no namespace; code that names it would not compile with Verify.NUnit, so not public.

/// <summary>A snapshot is new or differs. The message says all there is to say; a stack trace would bury it.</summary>
internal sealed class VerifyException(string message) : Exception(message)
{
    /// <inheritdoc/>
    public override string StackTrace => "";
}
