using System.Globalization;
using LfmSpec.Lab;

// CacheFiller FOLDER STEM WRITER COUNT: keeps COUNT results, keys WRITER-0, WRITER-1, ..., a few at a time. It says "ready" and begins when a line comes in.
var (files, writer, count) = (new ResultFiles(args[0], args[1], Shard.Whole), args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
var random = new Random(writer.GetHashCode(StringComparison.Ordinal));
Console.WriteLine("ready");
Console.ReadLine();
for (var done = 0; done < count;)
{
    var batch = Enumerable.Range(done, Math.Min(random.Next(1, 20), count - done)).ToArray();
    files.Append(batch.Select(index => new KeptLine($"{writer}-{index}", new Divergence([.. Enumerable.Range(0, 1 + (index % 40)).Select(position => index + (position / 7.0))], [index % 2 == 0]))));
    done += batch.Length;
    if (done > count / 2)
    {
        Console.WriteLine("half");
    }
}
