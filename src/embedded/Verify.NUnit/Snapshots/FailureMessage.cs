using System.Text;

namespace VerifyTests;

/// <summary>The message of a failed verification, in the format that tools read: lists of files first, then their content.</summary>
internal static class FailureMessage
{
    public static string Of(string directory, FilePair file, string received, Comparison comparison, IReadOnlyList<string> stale)
    {
        var receivedName = Path.GetRelativePath(directory, file.ReceivedPath);
        var verifiedName = Path.GetRelativePath(directory, file.VerifiedPath);
        var pair = $"  - Received: {receivedName}\n    Verified: {verifiedName}\n";
        var message = new StringBuilder($"Directory: {directory}\n");

        if (!comparison.IsEqual)
        {
            message.Append(comparison.IsNew ? "New:\n" : "NotEqual:\n").Append(pair);
        }

        if (stale.Count > 0)
        {
            message.Append("Delete:\n").AppendJoin("", stale.Select(path => $"  - {Path.GetRelativePath(directory, path)}\n"));
        }

        if (comparison.IsEqual)
        {
            message.Append("Equal:\n").Append(pair);
        }
        else
        {
            message.Append("\nFileContent:\n\n").Append(comparison.IsNew ? "New:\n\n" : "NotEqual:\n\n");
            message.Append(comparison switch
            {
                { IsNew: true } => $"Received: {receivedName}\n{received}\n\n",
                { Message: null } => $"Received: {receivedName}\n{received}\nVerified: {verifiedName}\n{comparison.Verified}\n\n",
                _ => $"Received: {receivedName}\nVerified: {verifiedName}\nCompare Result:\n{comparison.Message}\n\n",
            });
        }

        return message.ToString();
    }
}
