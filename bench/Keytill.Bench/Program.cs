Console.WriteLine("Keytill.Bench");
