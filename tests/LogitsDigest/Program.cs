using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using LfmSpec.Models.Checkpoints;
using TorchSharp;

// LogitsDigest CHECKPOINT THREADS PROMPT...: "<widest vector> <sha256 of the logits, their normalisers and a KL of all prompts>"
torch.set_num_threads(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
using var checkpoint = Checkpoint.Load(args[0]);
using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
foreach (var prompt in args[2..])
{
    using var scope = torch.NewDisposeScope();
    var ids = torch.tensor(checkpoint.Tokenizer.Encode(prompt).Select(id => (long)id).ToArray()).unsqueeze(0);
    var last = checkpoint.Model.Blocks(0, checkpoint.Model.Embed(ids));
    using var clean = checkpoint.Model.Distribution(last);
    hash.AppendData(clean.Logits.bytes);
    foreach (var value in clean.LogNormalizers.Concat(checkpoint.Model.Divergence(last * 1.01, clean).Kl))
    {
        hash.AppendData(BitConverter.GetBytes(value));
    }
}

var width = Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : "portable";
Console.WriteLine($"{width} {Convert.ToHexStringLower(hash.GetHashAndReset())}");
