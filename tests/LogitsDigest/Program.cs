using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using LfmSpec.Models.Checkpoints;
using TorchSharp;

// LogitsDigest CHECKPOINT THREADS PROMPT...: "<widest vector> <sha256 of the float32 logits of all prompts>"
torch.set_num_threads(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
using var checkpoint = Checkpoint.Load(args[0]);
using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
foreach (var prompt in args[2..])
{
    using var scope = torch.NewDisposeScope();
    var ids = torch.tensor(checkpoint.Tokenizer.Encode(prompt).Select(id => (long)id).ToArray()).unsqueeze(0);
    hash.AppendData(checkpoint.Model.Forward(ids).bytes);
}

var width = Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : "portable";
Console.WriteLine($"{width} {Convert.ToHexStringLower(hash.GetHashAndReset())}");
